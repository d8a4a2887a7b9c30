/**
 * Image sources over folders of files, with and without class labels. A root folder comes in; a source in natural order of
 * the file names goes out. {@link dev.pixio.data.folder.DataCheck} decodes every file and reports the unreadable ones with
 * the reason.
 */
@NullMarked
package dev.pixio.data.folder;

import org.jspecify.annotations.NullMarked;
