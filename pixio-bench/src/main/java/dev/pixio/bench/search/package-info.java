/**
 * {@code pixio bench search}. A number of made vectors, or an index of images in folders by class, comes in; build time, memory, latency and
 * recall, or the share of similar images that are of the same folder, go out. The indices are those of pixio-search.
 */
@NullMarked
package dev.pixio.bench.search;

import org.jspecify.annotations.NullMarked;
