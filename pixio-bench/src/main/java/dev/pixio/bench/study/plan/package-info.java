/**
 * What a study is: points, which are options of a pre-training, seeds, and evaluations. A YAML file comes in; checked records go
 * out.
 */
@NullMarked
package dev.pixio.bench.study.plan;

import org.jspecify.annotations.NullMarked;
