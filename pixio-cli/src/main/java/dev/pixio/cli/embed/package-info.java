/**
 * {@code pixio embed}. Weights and images come in; a file of features goes out, in the format that its name has. Which
 * features is decided by {@link dev.pixio.cli.embed.FeatureOptions}.
 */
@NullMarked
package dev.pixio.cli.embed;

import org.jspecify.annotations.NullMarked;
