/**
 * {@code pixio embed}. Weights and images come in; a file of features goes out, in the format of its extension. {@link
 * dev.pixio.cli.embed.FeatureOptions} selects the features.
 */
@NullMarked
package dev.pixio.cli.embed;

import org.jspecify.annotations.NullMarked;
