package dev.pixio.cli.data;

import dev.pixio.cli.embed.EmbedSource;
import dev.pixio.cli.option.SourceOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.image.raster.ImageInput;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The images of a command that reads each once. */
final class ImagesOptions {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SRC",
            order = 0,
            description = "Images, as for pretrain, without weights; or scenes:N for built-in scenes.")
    private List<String> data;

    @Mixin
    private SourceOptions named = new SourceOptions();

    /**
     * Opens the images; the caller closes them.
     *
     * @throws IOException if there are none
     * @throws ParameterException in one line: a name is not valid
     */
    ImageSource open(CommandSpec spec) throws IOException {
        return open(spec, ImageInput.RGB);
    }

    /** As {@link #open(CommandSpec)}, for images that may be no photographs. */
    ImageSource open(CommandSpec spec, ImageInput input) throws IOException {
        return EmbedSource.open(spec, data, named, input, spec.commandLine().getErr());
    }

    /** As {@link #open(CommandSpec, ImageInput)}, for a command that reads no image: none need be readable. */
    ImageSource list(CommandSpec spec, ImageInput input) throws IOException {
        return EmbedSource.list(spec, data, named, input, spec.commandLine().getErr());
    }
}
