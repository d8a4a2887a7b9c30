package dev.pixio.downstream.finetune;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learning rates that decay from the head down to the patches (Clark et al. 2020; Bao et al. 2022), as in MAE's fine-tuning: a
 * layer has the decay times the rate of the layer above. Layer 0 is patch projection, class tokens and positions, layer {@code i} is block
 * {@code i}, and the last layer, with the whole rate, is final norm and head.
 *
 * @param depth number of blocks of the encoder
 * @param decay factor from a layer to the one below
 */
record LayerRates(int depth, double decay) {

    private static final Pattern BLOCK = Pattern.compile("encoder\\.blocks\\.(\\d+)\\..*");

    /**
     * The factor of the learning rate of a parameter.
     *
     * @param parameter its name in a task model
     */
    double scale(String parameter) {
        return Math.pow(decay, depth + 1 - layer(parameter));
    }

    private int layer(String parameter) {
        Matcher block = BLOCK.matcher(parameter);
        if (block.matches()) {
            return Integer.parseInt(block.group(1)) + 1;
        }
        return parameter.startsWith("encoder.") && !parameter.startsWith("encoder.norm.") ? 0 : depth + 1;
    }
}
