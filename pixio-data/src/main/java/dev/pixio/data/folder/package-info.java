/**
 * Image sources over folders of files, with and without class labels. A root folder comes in; a source in natural file
 * order goes out, and a check of every file on request. Unreadable files are reported by path and reason.
 */
@NullMarked
package dev.pixio.data.folder;

import org.jspecify.annotations.NullMarked;
