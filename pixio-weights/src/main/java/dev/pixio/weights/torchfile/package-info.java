/**
 * Reads and writes the formats of {@code torch.save} ({@code .pth}, {@code .pt}, {@code .ckpt}, {@code .bin}) without
 * Python. A file comes in; tensors and plain settings go out. Only a fixed list of Python names is allowed, and no code
 * in a file is executed.
 */
@NullMarked
package dev.pixio.weights.torchfile;

import org.jspecify.annotations.NullMarked;
