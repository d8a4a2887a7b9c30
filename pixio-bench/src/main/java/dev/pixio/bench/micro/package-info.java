/**
 * JMH benchmarks of the parts of a step: mask, patches, decoding, augmentation, optimiser. Synthetic images come in;
 * times per operation go out. The classes are public because JMH generates subclasses.
 */
@NullMarked
package dev.pixio.bench.micro;

import org.jspecify.annotations.NullMarked;
