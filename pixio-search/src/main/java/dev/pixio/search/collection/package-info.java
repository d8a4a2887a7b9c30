/**
 * Looks at a collection as a whole. An index comes in; near duplicates, outliers and places of the images on a map go out, from the
 * cosines of their vectors without the mean of the collection.
 */
@NullMarked
package dev.pixio.search.collection;

import org.jspecify.annotations.NullMarked;
