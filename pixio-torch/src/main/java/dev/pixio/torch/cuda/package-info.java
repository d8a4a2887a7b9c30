/**
 * What a computation on an NVIDIA GPU needs, and what of it is missing: the build, the libraries of CUDA, the driver, the GPUs. The
 * name of a device comes in, and this machine is looked at; descriptions of the GPUs, or the reasons why there is none, go out. Nothing
 * here needs libtorch to be loaded, so that it can say why that fails.
 */
@NullMarked
package dev.pixio.torch.cuda;

import org.jspecify.annotations.NullMarked;
