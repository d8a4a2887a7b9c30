/**
 * The folder of a run on disk. A path comes in; the places of its files, its lock and its line-by-line logs go out. A
 * folder that holds a run is never overwritten without being asked.
 */
@NullMarked
package dev.pixio.train.run;

import org.jspecify.annotations.NullMarked;
