/**
 * How long does each part of a step take? In come pictures that these benchmarks draw themselves, out go milliseconds that
 * JMH measures. Their loops are generated, so the classes are public and open, which nobody else should take from it.
 */
@NullMarked
package dev.pixio.bench.micro;

import org.jspecify.annotations.NullMarked;
