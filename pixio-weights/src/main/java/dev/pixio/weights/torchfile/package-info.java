/**
 * Reads and writes the formats of {@code torch.save} ({@code .pth}, {@code .pt}, {@code .ckpt}, {@code .bin}) without
 * Python. A file comes in; tensors and plain settings go out. Only a fixed list of Python names is allowed, and no code
 * in a file is executed.
 *
 * <p>Written here because {@code torch.save} is Python, and libtorch's own archives are those of TorchScript. The
 * writer streams one tensor at a time, and aligns each so that {@code torch.load(mmap=True)} works.
 */
@NullMarked
package dev.pixio.weights.torchfile;

import org.jspecify.annotations.NullMarked;
