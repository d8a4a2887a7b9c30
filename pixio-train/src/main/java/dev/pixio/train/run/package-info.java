/**
 * The folder of a run on disk. A path comes in; the paths of the run's files, its lock and its JSON-lines files go out.
 * An existing run is replaced only on request.
 */
@NullMarked
package dev.pixio.train.run;

import org.jspecify.annotations.NullMarked;
