package dev.pixio.eval.score;

import dev.pixio.data.ImageSource;
import dev.pixio.image.raster.ImageInput;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the scores of a file depend on; an interrupted file is continued only with the same.
 *
 * @param weights fingerprint of the model's weights; empty without
 * @param masks number of masks of a loss; 0 without weights
 * @param seed of the masks; 0 without weights
 * @param nearDistance bits in which the hashes of near duplicates differ at most
 * @param input which channels and which scale images have
 */
public record ScoreSettings(String weights, int masks, long seed, int nearDistance, ImageInput input) {

    /** The settings and the images in one line of JSON. */
    String line(ImageSource source) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("images", source.size());
        json.put("fingerprint", source.fingerprint());
        json.put("weights", weights);
        json.put("masks", masks);
        json.put("seed", seed);
        json.put("near_distance", nearDistance);
        if (!input.equals(ImageInput.RGB)) {
            json.put("input", input.toText());
        }
        return json.toString();
    }
}
