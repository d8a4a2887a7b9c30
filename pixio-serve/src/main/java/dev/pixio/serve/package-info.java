/**
 * Features and predictions by HTTP. Images come in as bodies of requests; features as JSON or raw numbers, classes as JSON, masks and
 * depths as PNG go out. {@link dev.pixio.serve.InferenceServer} is the entry point.
 */
@NullMarked
package dev.pixio.serve;

import org.jspecify.annotations.NullMarked;
