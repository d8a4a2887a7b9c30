package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.history.RecordedImage;
import dev.pixio.monitor.report.html.EmbeddedImage;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.summary.ReportedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images of one kind at several steps: a scrolling row of images, which the script of the page turns into a slider. */
enum FrameSequence {
    RECONSTRUCTIONS(
            "Reconstructions",
            "reconstructions",
            "Reconstructions of the same images with the same masks at several steps of the run.",
            "Each row is one image: original, visible patches, reconstruction, and both combined. The model predicts"
                    + " patches normalised to mean 0 and variance 1; the images use mean and variance of the original"
                    + " patches, so compare structure, not brightness.",
            "each row shows the original, the visible patches, the reconstruction, and both combined"),

    FEATURE_MAPS(
            "Feature maps",
            "features",
            "What the encoder has computed for the same images at several steps of the run.",
            "Each row is one image. PCA: three principal components of the patch tokens of all images together, as red, green"
                    + " and blue, so that patches of similar colour have similar tokens; once over all patches, and once over"
                    + " the foreground. The components of another step are others, so compare shapes, not colours. Attention:"
                    + " of the class tokens to the patches.",
            "each row shows an image, principal components of its patch tokens as colours, and the attention of the class"
                    + " tokens");

    /** Maximum number of images of a kind in a report, over all its runs. */
    static final int MAX_FRAMES = 12;

    /** Maximum number of bytes of all images of a kind in a report, before base64. */
    private static final int MAX_TOTAL_BYTES = 6_000_000;

    private final String title;
    private final String folder;
    private final String subject;
    private final String explanation;
    private final String row;

    FrameSequence(String title, String folder, String subject, String explanation, String row) {
        this.title = title;
        this.folder = folder;
        this.subject = subject;
        this.explanation = explanation;
        this.row = row;
    }

    /**
     * Writes all kinds of images of a run that it has.
     *
     * @param maxFrames maximum number of images of each kind of this run, at least 1
     * @param runs number of runs in the report
     */
    static void writeAll(HtmlWriter page, ReportedRun run, int maxFrames, int runs) throws IOException {
        RECONSTRUCTIONS.write(page, run.reconstructions(), maxFrames, runs);
        FEATURE_MAPS.write(page, run.featureMaps(), maxFrames, runs);
    }

    private void write(HtmlWriter page, List<RecordedImage> images, int maxFrames, int runs) throws IOException {
        List<Frame> frames =
                frames(evenlySpaced(images, maxFrames), MAX_TOTAL_BYTES / Math.max(MAX_FRAMES, maxFrames * runs));
        if (frames.isEmpty()) {
            return;
        }
        page.element("h2", title);
        page.raw("<div class=\"card sequence\" data-sequence>");
        description(page, frames.size(), images.size());
        page.raw("<div class=\"sequence-frames\" tabindex=\"0\">\n");
        for (Frame frame : frames) {
            String step = "After step " + NumberText.whole(frame.step);
            page.raw("<figure><img src=\"" + frame.image.uri() + "\" width=\"" + frame.image.width() + "\" height=\""
                    + frame.image.height() + "\" alt=\"" + step + ": " + row + "\">");
            page.element("figcaption", step).raw("</figure>\n");
        }
        page.raw("</div></div>\n");
    }

    private void description(HtmlWriter page, int shown, int all) {
        page.raw("<div class=\"sequence-text\">");
        page.element("p", subject);
        page.element("p", "quiet small", explanation);
        if (all > shown) {
            page.element(
                    "p",
                    "quiet small",
                    shown + " of " + all + " are shown, evenly spaced; the folder " + folder + " has the others.");
        }
        page.raw("</div>\n");
    }

    private record Frame(long step, EmbeddedImage image) {}

    private static List<Frame> frames(List<RecordedImage> chosen, int budget) throws IOException {
        List<Frame> frames = new ArrayList<>();
        for (RecordedImage one : chosen) {
            Optional<EmbeddedImage> image = EmbeddedImage.of(one.image(), budget);
            image.ifPresent(read -> frames.add(new Frame(one.step(), read)));
        }
        return frames;
    }

    /** At most {@code maxFrames} of the reconstructions, evenly spaced, including the first and the last. */
    static List<RecordedImage> evenlySpaced(List<RecordedImage> all, int maxFrames) {
        if (all.size() <= maxFrames) {
            return all;
        }
        if (maxFrames <= 1) {
            return all.subList(all.size() - 1, all.size());
        }
        List<RecordedImage> chosen = new ArrayList<>();
        for (int i = 0; i < maxFrames; i++) {
            chosen.add(all.get((int) Math.round((double) i * (all.size() - 1) / (maxFrames - 1))));
        }
        return chosen;
    }
}
