package dev.pixio.eval.probe;

import dev.pixio.eval.dense.DenseProbes;
import dev.pixio.eval.dense.SceneSet;
import java.util.Set;

/**
 * The scenes of probes of segmentation and depth.
 *
 * @param train scenes that linear models are trained on
 * @param test scenes that they are tested on, of another seed
 * @param kinds what is probed
 */
public record ProbeScenes(SceneSet train, SceneSet test, Set<DenseProbes.Kind> kinds) {}
