package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Positions;
import dev.pixio.train.plan.TrainingPlanBuilder;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The shape of the model, where it differs from that of the recipe. */
@OptionSection("Model")
public final class ModelOptions {

    @Option(
            names = "--model",
            paramLabel = "NAME",
            order = 1,
            description =
                    "Encoder: ti, s, b, l, h, 1b or 5b; or WIDTHxDEPTHxHEADS such as 192x6x3 (first: 192x6x3, quick: ti,"
                            + " lightly: s, paper and dense: h, mae: b).")
    private @Nullable String encoder;

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            order = 2,
            description =
                    "Image size, such as 256 for squares, or 192x320 with the height first; multiples of the patch size,"
                            + " and in patches of the mask cell (default: 256; first: 48, quick: 128, mae: 224).")
    private @Nullable String imageSize;

    @Option(
            names = "--patch-size",
            paramLabel = "PIXELS",
            order = 3,
            description = "Patch size (default: 16; first: 8).")
    private @Nullable Integer patchSize;

    @Option(
            names = "--mask-ratio",
            paramLabel = "SHARE",
            order = 4,
            description = "Share of the cells that is masked (default: 0.75).")
    private @Nullable Double maskRatio;

    @Option(
            names = "--mask-cell",
            paramLabel = "PATCHES",
            order = 5,
            description = "Size of a mask cell, which is masked as a whole (default: 4; quick and dense: 2, first"
                    + " and mae: 1).")
    private @Nullable Integer maskCell;

    @Option(
            names = "--class-tokens",
            paramLabel = "N",
            order = 6,
            description = "Number of class tokens; their mean is the image's representation (default: 8; first and"
                    + " dense: 4, mae: 1).")
    private @Nullable Integer classTokens;

    @Option(
            names = "--registers",
            paramLabel = "N",
            order = 7,
            description =
                    "Number of register tokens, which take part in the encoder's attention and are in no output"
                            + " (default: 0; with --init those of the weights). Registers of --init beyond N become class tokens.")
    private @Nullable Integer registers;

    @Option(
            names = "--positions",
            paramLabel = "KIND",
            order = 8,
            description = "Position embeddings: learned or sincos (default: sincos; paper and dense: learned).")
    private @Nullable Positions positions;

    @Option(
            names = "--drop-path",
            paramLabel = "P",
            order = 9,
            description = "Drop-path rate (stochastic depth) of the last block, linearly less before it (default: 0;"
                    + " paper and dense: 0.4).")
    private @Nullable Double dropPath;

    @Option(
            names = "--decoder",
            paramLabel = "WIDTHxDEPTHxHEADS",
            order = 10,
            description =
                    "Shape of the decoder (default: 512x32x16; first: 96x2x3, quick: 192x8x3, mae:" + " 512x8x16).")
    private @Nullable String decoder;

    /** Overrides the settings of a plan with those that were given. */
    public void apply(TrainingPlanBuilder builder) {
        if (encoder != null) {
            builder.encoder(encoder);
        }
        PixioConfig recipe = builder.model();
        EncoderConfig shape = recipe.encoder();
        builder.model(new PixioConfig(
                grid(recipe.grid()),
                shape.withClassTokens(classTokens == null ? shape.classTokens() : classTokens)
                        .withDropPath(dropPath == null ? shape.dropPath() : dropPath)
                        .withOptions(
                                registers == null
                                        ? shape.options()
                                        : shape.options().withRegisters(registers)),
                decoder == null ? recipe.decoder() : decoder(decoder, recipe.decoder()),
                new MaskConfig(
                        maskRatio == null ? recipe.mask().ratio() : maskRatio,
                        maskCell == null ? recipe.mask().cell() : maskCell),
                positions == null ? recipe.positions() : positions,
                recipe.positionResize(),
                recipe.tokens()));
    }

    /** The number of registers that was given. */
    public OptionalInt registers() {
        return registers == null ? OptionalInt.empty() : OptionalInt.of(registers);
    }

    private PatchGrid grid(PatchGrid recipe) {
        ImageSize size =
                imageSize == null ? new ImageSize(recipe.height(), recipe.width()) : ImageSize.parse(imageSize);
        return new PatchGrid(
                size.height(), size.width(), recipe.channels(), patchSize == null ? recipe.patchSize() : patchSize);
    }

    private static DecoderConfig decoder(String text, DecoderConfig recipe) {
        int[] shape = shape(text);
        return new DecoderConfig(shape[0], shape[1], shape[2], recipe.mlpRatio());
    }

    private static int[] shape(String text) {
        String[] parts = text.split("[xX*]", -1);
        int[] numbers = new int[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                numbers[i] = Integer.parseInt(parts[i].strip());
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--decoder must be like 512x32x16, not " + text, e);
        }
        if (numbers.length != 3) {
            throw new IllegalArgumentException("--decoder must be like 512x32x16, not " + text);
        }
        return numbers;
    }
}
