package dev.pixio.cli.search;

import dev.pixio.eval.plot.ImageSheet;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.FramedPixels;
import dev.pixio.image.resize.Framing;
import dev.pixio.io.OutputFile;
import dev.pixio.search.SearchHit;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.search.thumbnail.IndexedFiles;
import dev.pixio.search.thumbnail.Thumbnails;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws the query and the images that were found into one image. */
final class FoundSheet {

    private static final Logger LOG = LoggerFactory.getLogger(FoundSheet.class);

    private static final int COLUMNS = 6;
    private static final int SIDE = 176;
    private static final int CAPTION = 34;
    private static final int LETTERS = 24; // of a caption
    private static final FramedPixels TILE =
            new FramedPixels(Framing.letterbox(SIDE, SIDE), new FramedPixels.Background(255, 255, 255));

    private FoundSheet() {}

    /**
     * Writes a sheet.
     *
     * @param query the image that was searched for
     * @param region of it that was searched for
     * @param indexed reads the images found; closed afterwards
     */
    static void write(
            Path file,
            RgbImage query,
            Optional<CropBox> region,
            SearchResult result,
            IndexLocation location,
            IndexedFiles indexed)
            throws IOException {
        List<SearchHit> hits = result.hits();
        int rows = (1 + hits.size() + COLUMNS - 1) / COLUMNS;
        try (ImageSheet sheet = new ImageSheet(Collections.nCopies(COLUMNS, ""), rows, SIDE + CAPTION, SIDE, 0);
                IndexedFiles files = indexed) {
            byte[] pixels = TILE.of(query);
            region.ifPresent(box -> outline(pixels, box, query));
            draw(
                    sheet,
                    0,
                    pixels,
                    region.isPresent() ? "query: region" : "query",
                    name(result.image().toString()));
            Thumbnails thumbnails = new Thumbnails(location.thumbnails(), files);
            for (int i = 0; i < hits.size(); i++) {
                SearchHit hit = hits.get(i);
                String rank = String.format(Locale.ROOT, "%d   %.4f", i + 1, hit.similarity());
                draw(
                        sheet,
                        i + 1,
                        pixels(thumbnails, hit),
                        rank,
                        name(hit.image().path()));
            }
            OutputFile.createFolderOf(file);
            sheet.save(file);
        }
    }

    private static void draw(ImageSheet sheet, int place, byte[] pixels, String first, String second) {
        int row = place / COLUMNS;
        int column = place % COLUMNS;
        byte[] tile = new byte[3 * SIDE * (SIDE + CAPTION)];
        Arrays.fill(tile, (byte) 255);
        System.arraycopy(pixels, 0, tile, 0, pixels.length);
        sheet.draw(row, column, new ImageSheet.Rgb(tile, SIDE + CAPTION, SIDE));
        sheet.write(first, sheet.left(column), sheet.rowBottom(row) - CAPTION + 14, 0.42);
        sheet.write(second, sheet.left(column), sheet.rowBottom(row) - CAPTION + 29, 0.36);
    }

    /** Grey for an image that is no longer there. */
    private static byte[] pixels(Thumbnails thumbnails, SearchHit hit) {
        try (RgbImage thumbnail = ImageDecoder.withDefaults().decode(thumbnails.of(hit.image()))) {
            return TILE.of(thumbnail);
        } catch (ImageReadException e) {
            LOG.warn("{} cannot be drawn: {}", hit.image().path(), e.reason());
            byte[] grey = new byte[3 * SIDE * SIDE];
            Arrays.fill(grey, (byte) 200);
            return grey;
        }
    }

    /** The end of a name, in ASCII. */
    private static String name(String path) {
        String ascii = path.replaceAll("[^\\x20-\\x7e]", "?");
        return ascii.length() <= LETTERS ? ascii : ".." + ascii.substring(ascii.length() - LETTERS + 2);
    }

    /** Draws the outline of a region in red. */
    private static void outline(byte[] pixels, CropBox box, RgbImage image) {
        Framing.Placement place = TILE.framing().place(image.width(), image.height());
        int left = place.left() + box.left() * place.width() / image.width();
        int top = place.top() + box.top() * place.height() / image.height();
        int right = place.left() + (box.left() + box.width()) * place.width() / image.width() - 1;
        int bottom = place.top() + (box.top() + box.height()) * place.height() / image.height() - 1;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                boolean edge = Math.min(Math.min(x - left, right - x), Math.min(y - top, bottom - y)) < 2;
                if (edge) {
                    int at = 3 * (y * SIDE + x);
                    pixels[at] = (byte) 220;
                    pixels[at + 1] = 20;
                    pixels[at + 2] = 20;
                }
            }
        }
    }
}
