/**
 * What to do when native memory is short: refuse data that cannot fit, recognise a failure, and free what the native libraries
 * keep. Sizes, failures and the number of threads come in; the answer whether less work at once may succeed goes out. How much
 * memory there is, {@code dev.pixio.torch} reports.
 */
@NullMarked
package dev.pixio.torch.memory;

import org.jspecify.annotations.NullMarked;
