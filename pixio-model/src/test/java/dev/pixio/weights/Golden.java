package dev.pixio.weights;

import dev.pixio.model.DecoderConfig;
import dev.pixio.model.EncoderConfig;
import dev.pixio.model.MaskConfig;
import dev.pixio.model.PatchGrid;
import dev.pixio.model.Pixio;
import dev.pixio.model.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.file.Safetensors;
import dev.pixio.weights.file.WeightsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Numbers of the Python reference, from {@code tools/reference}; see the README there. */
public final class Golden {

    private final Safetensors content;

    private Golden(Safetensors content) {
        this.content = content;
    }

    /** A golden file by its path under {@code golden/}. */
    public static Golden read(String name) {
        URL resource = Golden.class.getResource("/golden/" + name);
        if (resource == null) {
            throw new IllegalArgumentException("no golden file " + name);
        }
        try {
            if (resource.getProtocol().equals("file")) {
                return new Golden(Safetensors.read(Path.of(resource.toURI())));
            }
            Path copy = Files.createTempFile("golden", ".safetensors");
            try (var in = resource.openStream()) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                return new Golden(Safetensors.read(copy));
            } finally {
                Files.delete(copy);
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Tensor get(String name) {
        Tensor tensor = content.tensors().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no golden tensor " + name);
        }
        return tensor;
    }

    public Map<String, Tensor> tensors() {
        return content.tensors();
    }

    public String metadata(String name) {
        String text = content.metadata().get(name);
        if (text == null) {
            throw new IllegalArgumentException("no golden metadata " + name);
        }
        return text;
    }

    /** The shape of the small reference model {@code cell2} or {@code cell4}. */
    public static PixioConfig config(String model, Positions positions) {
        boolean two = model.equals("cell2");
        return new PixioConfig(
                new PatchGrid(64, 64, 3, 8),
                new EncoderConfig(48, 2, 3, 4, two ? 8 : 4, 0),
                new DecoderConfig(32, 3, 4, 4),
                new MaskConfig(0.75, two ? 2 : 4),
                positions,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.FIRST);
    }

    /** The small reference model with the reference's weights. */
    public static Pixio model(String model, Positions positions) {
        Pixio pixio = new Pixio(config(model, positions), 1);
        try {
            Map<String, Tensor> weights = WeightLayout.LIGHTLY.toPixio(
                    read(model + "/model.safetensors").tensors());
            LoadReport.copyInto(pixio, weights).requireComplete(model);
        } catch (WeightsException e) {
            throw new IllegalStateException(e);
        }
        return pixio;
    }
}
