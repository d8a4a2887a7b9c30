/**
 * The page of similarity search. An index comes in; a page where one chooses an image or a region of it, and sees the most similar, goes
 * out to browsers, with near duplicates, outliers and a map. Only images of the index are served, by their number.
 */
@NullMarked
package dev.pixio.serve.search;

import org.jspecify.annotations.NullMarked;
