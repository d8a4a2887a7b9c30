package dev.pixio.cli.search;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.CropBox;
import dev.pixio.io.OutputFile;
import dev.pixio.search.IndexDescription;
import dev.pixio.search.QueryEncoder;
import dev.pixio.search.QueryImage;
import dev.pixio.search.Recall;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.search.thumbnail.IndexedFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio search}. */
@Command(
        name = "search",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Finds the images of an index that are most similar to an image, or to a region of it.",
            "",
            "Similarity is the cosine of the features. The encoder is the one that the index was made with."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio search photos-index --image cat.jpg",
            "  pixio search photos-index --image cat.jpg --box 120,40,200,200 --top 10",
            "  pixio search photos-index --image cat.jpg --folder 2024/spain --out found.png"
        })
public final class SearchCommand implements Callable<Integer> {

    private static final int RECALL_QUERIES = 100;
    private static final int RECALL_TOP = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "INDEX",
            description = "Folder of an index, or jdbc:postgresql://HOST/DATABASE, as given to pixio index.")
    private String index;

    @Option(names = "--image", paramLabel = "FILE", description = "Image to search for.")
    private @Nullable Path image;

    @Option(
            names = "--recall",
            description =
                    "In the place of --image: search for 100 images of the index, and show how many of the 10 most"
                            + " similar ones the graph of a large index finds.")
    private boolean recall;

    @Option(
            names = "--box",
            paramLabel = "X,Y,W,H",
            description =
                    "Search by a region of the image, in pixels: the mean of the tokens of the patches that it covers.")
    private @Nullable String box;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "Number of images (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--folder",
            paramLabel = "NAME",
            description = "Only images in this folder of the index, and those below it.")
    private @Nullable String folder;

    @Option(names = "--exact", description = "Compare with every vector, also in large indices.")
    private boolean exact;

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description = "The weights that the index was made with, if they are no longer where they were.")
    private @Nullable Path weights;

    @Option(names = "--out", paramLabel = "FILE.png", description = "Write the query and the images found to a sheet.")
    private @Nullable Path out;

    @Option(names = "--overwrite", description = "Replace the file of --out.")
    private boolean overwrite;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        IndexLocation location = RefusedOption.opened(spec, () -> IndexLocation.of(index));
        Optional<CropBox> region =
                RefusedOption.named(spec, () -> Optional.ofNullable(box).map(PixelBox::parse));
        RefusedOption.named(spec, () -> {
            compute.applyThreads();
            return limited(SearchQuery.of(new float[1], VectorKind.IMAGE));
        });
        if ((image == null) != recall) {
            throw new ParameterException(spec.commandLine(), "give one of --image FILE and --recall");
        }
        if (out != null) {
            prepare(out);
        }
        return image == null ? recall(location) : search(location, image, region);
    }

    private int recall(IndexLocation location) throws IOException {
        try (SearchIndex opened = location.open()) {
            Recall found = Recall.of(opened, RECALL_QUERIES, RECALL_TOP);
            PrintWriter stdout = spec.commandLine().getOut();
            stdout.println(json ? JsonMapper.shared().writeValueAsString(found) : line(opened, found));
            return 0;
        }
    }

    private static String line(SearchIndex index, Recall found) {
        return String.format(
                Locale.ROOT,
                "%,d images: recall@%d %.4f of %d queries; %s %.2f ms, exact %.2f ms",
                index.description().images(),
                found.top(),
                found.share(),
                found.queries(),
                index.description().search(),
                found.seconds() * 1000,
                found.exactSeconds() * 1000);
    }

    private int search(IndexLocation location, Path file, Optional<CropBox> region) throws IOException {
        try (SearchIndex opened = location.open();
                QueryEncoder encoder = encoder(opened.description());
                QueryImage pixels = read(encoder, file)) {
            SearchQuery query = limited(RefusedOption.named(
                    spec,
                    () -> region.map(part -> encoder.region(pixels, part)).orElseGet(() -> encoder.image(pixels))));
            long start = System.nanoTime();
            List<SearchHit> hits = opened.search(query);
            double seconds = (System.nanoTime() - start) / 1e9;
            SearchResult result = new SearchResult(opened.description(), file, query, hits, seconds);
            PrintWriter stdout = spec.commandLine().getOut();
            if (json) {
                stdout.println(result.json());
            } else {
                result.lines().forEach(stdout::println);
            }
            if (out != null) {
                FoundSheet.write(
                        out,
                        pixels.picture(),
                        region,
                        result,
                        location,
                        new IndexedFiles(ImageDecoder.withDefaults(), encoder.input()));
            }
            return 0;
        }
    }

    private SearchQuery limited(SearchQuery query) {
        SearchQuery limited = query.withTop(top).withMethod(exact ? SearchQuery.Method.EXACT : SearchQuery.Method.AUTO);
        return folder == null ? limited : limited.withFolder(folder);
    }

    private void prepare(Path file) throws IOException {
        if (!overwrite) {
            OutputFile.requireAbsent(file, "replace it with --overwrite");
        }
        OutputFile.requireFolderOf(file);
    }

    private static QueryImage read(QueryEncoder encoder, Path file) throws IOException {
        try {
            return DataSources.STANDARD.isFolderOrImage(file.toString())
                    ? encoder.read(file)
                    : only(encoder.input(), file.toString());
        } catch (ImageReadException e) {
            throw new IOException(file + ": " + e.reason(), e);
        }
    }

    /** The image of a file of another kind, such as DICOM. */
    private static QueryImage only(ImageInput input, String file) throws IOException {
        try (ImageSource images = DataSources.STANDARD.open(file, SourceSettings.DEFAULT.withInput(input))) {
            if (images.size() > 1) {
                throw new IOException(images.description() + ": a search has one image");
            }
            return input.isRgb8()
                    ? QueryImage.of(images.read(0))
                    : QueryImage.of(images.raster(0, input), input.view());
        }
    }

    private QueryEncoder encoder(IndexDescription description) throws IOException {
        Path path = weights == null ? Path.of(description.origin().weights()) : weights;
        return RefusedOption.opened(
                spec,
                () -> QueryEncoder.of(
                        description.origin(),
                        path,
                        compute.apply(description.origin().settings()).device()));
    }
}
