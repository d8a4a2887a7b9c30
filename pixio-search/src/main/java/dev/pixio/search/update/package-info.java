/**
 * Brings an index up to date with sources of images. Sources and an encoder come in; vectors of new and changed images go into a
 * store, and what is gone from a source is dropped. The package knows neither files of indices nor databases: {@link
 * dev.pixio.search.update.IndexStore} is what they implement.
 */
@NullMarked
package dev.pixio.search.update;

import org.jspecify.annotations.NullMarked;
