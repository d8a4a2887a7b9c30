/**
 * Opens an index wherever it is. What a user names comes in; an index to search or to update goes out. It knows the kinds of indices, and
 * these do not know one another.
 */
@NullMarked
package dev.pixio.search.open;

import org.jspecify.annotations.NullMarked;
