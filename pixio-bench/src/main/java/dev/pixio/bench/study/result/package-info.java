/**
 * The results of a study on disk. What a finished run left in its folder comes in; lines of JSON go out, which later starts and
 * tables read.
 */
@NullMarked
package dev.pixio.bench.study.result;

import org.jspecify.annotations.NullMarked;
