package dev.pixio.search.collection;

import dev.pixio.embed.view.PrincipalComponents;
import tagbio.umap.Umap;

/** Places of vectors in a plane. */
final class Places {

    /** Principal components that UMAP gets; more take longer and change little. */
    private static final int COMPONENTS = 50;

    /** The usual number of UMAP. */
    private static final int NEIGHBOURS = 15;

    /** UMAP needs more images than neighbours. */
    private static final int FEWEST = 2 * NEIGHBOURS;

    private Places() {}

    /** For each vector x and y, each from 0 to 1. */
    static double[][] of(CentredVectors vectors, CollectionOptions options) {
        if (vectors.size() < 2) {
            return new double[][] {{0.5, 0.5}};
        }
        boolean umap = options.projection() == CollectionOptions.Projection.UMAP && vectors.size() >= FEWEST;
        int components = Math.min(vectors.dimension(), umap ? COMPONENTS : 2);
        float[][] projected = projected(vectors, components);
        if (umap) {
            Umap placing = new Umap();
            placing.setNumberComponents(2);
            placing.setNumberNearestNeighbours(NEIGHBOURS);
            placing.setThreads(1); // with more, the places depend on their timing
            placing.setSeed(options.seed());
            placing.setVerbose(false);
            projected = placing.fitTransform(projected);
        }
        return scaled(projected);
    }

    private static float[][] projected(CentredVectors vectors, int components) {
        PrincipalComponents principal = PrincipalComponents.of(vectors.numbers(), vectors.dimension(), components);
        float[][] projected = new float[vectors.size()][components];
        for (int i = 0; i < projected.length; i++) {
            for (int component = 0; component < components; component++) {
                projected[i][component] = (float) principal.project(vectors.numbers(), i, component);
            }
        }
        return projected;
    }

    /** The map fills the square from 0 to 1, with one scale for both axes. */
    private static double[][] scaled(float[][] places) {
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (float[] place : places) {
            for (int axis = 0; axis < 2; axis++) {
                least[axis] = Math.min(least[axis], at(place, axis));
                most[axis] = Math.max(most[axis], at(place, axis));
            }
        }
        double length = Math.max(most[0] - least[0], most[1] - least[1]);
        double[][] scaled = new double[places.length][2];
        for (int i = 0; i < places.length; i++) {
            for (int axis = 0; axis < 2; axis++) {
                double centred = at(places[i], axis) - (least[axis] + most[axis]) / 2;
                scaled[i][axis] = length > 0 ? 0.5 + centred / length : 0.5;
            }
        }
        return scaled;
    }

    /** Vectors of one dimension have no second component. */
    private static double at(float[] place, int axis) {
        return axis < place.length ? place[axis] : 0;
    }
}
