/**
 * {@code pixio index} and {@code pixio search}. Weights, sources of images and queries come in; an index, tables of similar images and
 * sheets of them go out. The work is that of pixio-search.
 */
@NullMarked
package dev.pixio.cli.search;

import org.jspecify.annotations.NullMarked;
