/**
 * Devices that work asynchronously: copies to and from a GPU beside its work, events, what is queued, its memory. Tensors on the
 * host or on a device come in; tensors on the other side go out, without the host waiting for the device. On a CPU everything is
 * done at once.
 */
@NullMarked
package dev.pixio.torch.device;

import org.jspecify.annotations.NullMarked;
