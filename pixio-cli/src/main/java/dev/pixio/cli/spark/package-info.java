/**
 * {@code pixio spark-embed}. It takes the options of a computation of features on a cluster, and of the cluster. It starts
 * them by {@code spark-submit}, because Spark is not in the class path of this module.
 */
@NullMarked
package dev.pixio.cli.spark;

import org.jspecify.annotations.NullMarked;
