package dev.pixio.cli.embed;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.data.ImageSource;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.file.ExportResult;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is printed at the end of an export.
 *
 * @param out the file
 * @param skippedFile lists unreadable images
 */
record EmbedResult(Path out, Path skippedFile, ImageEncoder encoder, ImageSource source, ExportResult result) {

    String line() {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d image%s, %s features each",
                out,
                result.images(),
                result.images() == 1 ? "" : "s",
                EmbedPrinter.shape(encoder.shape())));
        if (result.added() == 0) {
            line.append(", none to add");
        } else {
            line.append(BatchProgress.rate(result.added(), result.seconds()));
        }
        if (!result.skipped().isEmpty()) {
            line.append(String.format(
                    Locale.ROOT, "; %,d skipped, listed in %s", result.skipped().size(), skippedFile));
        }
        return line.toString();
    }

    String json() {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        object.put("file", out.toString());
        object.put("images", result.images());
        object.put("added", result.added());
        object.put("skipped", result.skipped().size());
        object.putPOJO("leftOut", source.leftOut().counts());
        object.put("dimension", encoder.dimension());
        object.put("seconds", result.seconds());
        object.put("imagesPerSecond", result.seconds() == 0 ? 0 : result.added() / result.seconds());
        encoder.assumptions().forEach(object.withArray("assumptions")::add);
        object.putPOJO("origin", encoder.origin());
        return JsonMapper.shared().writeValueAsString(object);
    }
}
