/**
 * Images that a text file lists. A file with one path per line comes in; a source in the order of the lines goes out. A listed
 * file that does not exist is an unreadable image, not a failure of the list.
 */
@NullMarked
package dev.pixio.data.list;

import org.jspecify.annotations.NullMarked;
