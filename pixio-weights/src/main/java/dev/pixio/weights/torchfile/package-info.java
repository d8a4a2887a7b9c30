/**
 * What {@code torch.save} writes ({@code .pth}, {@code .pt}, {@code .ckpt}, {@code .bin}), read and written without
 * Python. A file comes in; tensors and plain settings go out. Only a fixed list of Python names is known, and nothing
 * of the file is executed.
 */
@NullMarked
package dev.pixio.weights.torchfile;

import org.jspecify.annotations.NullMarked;
