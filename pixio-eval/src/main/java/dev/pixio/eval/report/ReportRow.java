package dev.pixio.eval.report;

import dev.pixio.embed.FeatureChoice;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** One candidate of an evaluation: its features, and results that depend on the protocol. */
public interface ReportRow {

    /** The name of the candidate. */
    String name();

    /** Pooling, block and norm; empty if the features are not from an encoder. */
    Optional<FeatureChoice> choice();

    /** The length of a feature; 0 for guessing. */
    long dimension();

    /** The number of images whose features were computed; 0 if there were none or all were cached. */
    long embedded();

    /** The duration of computing features. */
    double seconds();

    /** Images embedded per second; 0 if there were none. */
    default double imagesPerSecond() {
        return embedded() == 0 ? 0 : embedded() / seconds();
    }

    /** Adds the results to the JSON of the row. */
    void addResults(ObjectNode row);
}
