package dev.pixio.table.parquet;

import dev.pixio.io.FailureReason;
import dev.pixio.table.column.FileRange;
import dev.pixio.table.column.StoredFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The pages of a column in a row group, from their headers alone. Made by one thread, then read by any number. */
final class PageIndex {

    /** The rows of a page, the values of a dictionary and the rows that refer to it, and the pages of a row group; more are not believed. */
    private static final int MOST = 1 << 22;

    private final List<Page> pages = new ArrayList<>();
    private final List<Integer> ranks = new ArrayList<>();
    private @Nullable Page dictionary;
    private int rows;
    private int rank;
    private String damage = "";

    private PageIndex() {}

    /** Reads the headers up to the last page, or to the place where they are damaged. */
    static PageIndex of(StoredFile file, ColumnPart column) {
        PageIndex index = new PageIndex();
        FileRange in = file.range(column.start(), column.end());
        try {
            while (index.rows < column.rows()) {
                if (in.position() >= column.end()) {
                    throw new IOException(
                            String.format(Locale.ROOT, "the row group has %,d of %,d rows", index.rows, column.rows()));
                }
                index.add(header(in), in, column);
            }
        } catch (IOException e) {
            index.damage = "the file is damaged: " + FailureReason.of(e);
        }
        return index;
    }

    private static PageHeader header(FileRange in) throws IOException {
        try {
            return Util.readPageHeader(in);
        } catch (EOFException | UncheckedIOException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // It may ask for any amount of memory, or be nested to any depth.
            throw new IOException("the header of a page cannot be read", e);
        }
    }

    private void add(PageHeader header, FileRange in, ColumnPart column) throws IOException {
        long offset = in.position();
        int stored = header.getCompressed_page_size();
        int size = header.getUncompressed_page_size();
        if (stored < 0 || size < 0 || stored > column.end() - offset || pages.size() == MOST) {
            throw new IOException("a page of " + stored + " bytes ends after its column");
        }
        switch (header.getType()) {
            case DICTIONARY_PAGE -> dictionary = dictionary(header, offset);
            case DATA_PAGE -> add(first(header, offset), column);
            case DATA_PAGE_V2 -> add(second(header, offset), column);
            default -> {} // the index of a column
        }
        in.skipNBytes(stored);
    }

    private void add(Page page, ColumnPart column) throws IOException {
        if (page.rows() < 0 || page.rows() > column.rows() - rows) {
            throw new IOException("a page has " + page.rows() + " rows, more than are left in its row group");
        }
        if (page.rows() == 0) {
            return;
        }
        int numbered = isNumbered(page) ? page.rows() : 0;
        if (numbered > MOST - rank) {
            throw new IOException(String.format(Locale.ROOT, "more than %,d rows refer to a dictionary", MOST));
        }
        pages.add(page);
        ranks.add(rank);
        rows += page.rows();
        rank += numbered;
    }

    private static boolean isNumbered(Page page) {
        return page.coding() == Page.Coding.DICTIONARY && page.problem().isEmpty();
    }

    private static Page dictionary(PageHeader header, long offset) throws IOException {
        DictionaryPageHeader own = header.getDictionary_page_header();
        if (own == null || own.getNum_values() < 0) {
            throw new IOException("the header of a dictionary is not complete");
        }
        if (own.getNum_values() > MOST) {
            throw new IOException(String.format(
                    Locale.ROOT, "a dictionary of %,d values exceeds the limit of %,d", own.getNum_values(), MOST));
        }
        boolean plain = own.getEncoding() == Encoding.PLAIN || own.getEncoding() == Encoding.PLAIN_DICTIONARY;
        return page(
                header,
                offset,
                own.getNum_values(),
                Page.Layout.DICTIONARY,
                0,
                true,
                plain ? Encoding.PLAIN : own.getEncoding(),
                Encoding.RLE,
                0);
    }

    private Page first(PageHeader header, long offset) throws IOException {
        DataPageHeader own = header.getData_page_header();
        if (own == null) {
            throw new IOException("the header of a page is not complete");
        }
        return page(
                header,
                offset,
                own.getNum_values(),
                Page.Layout.FIRST,
                0,
                true,
                own.getEncoding(),
                own.getDefinition_level_encoding(),
                rows);
    }

    private Page second(PageHeader header, long offset) throws IOException {
        DataPageHeaderV2 own = header.getData_page_header_v2();
        if (own == null || own.getNum_rows() != own.getNum_values() || own.getRepetition_levels_byte_length() != 0) {
            throw new IOException("the header of a page is not complete");
        }
        return page(
                header,
                offset,
                own.getNum_rows(),
                Page.Layout.SECOND,
                own.getDefinition_levels_byte_length(),
                !own.isSetIs_compressed() || own.isIs_compressed(),
                own.getEncoding(),
                Encoding.RLE,
                rows);
    }

    private static Page page(
            PageHeader header,
            long offset,
            int rows,
            Page.Layout layout,
            int levelBytes,
            boolean compressed,
            @Nullable Encoding encoding,
            @Nullable Encoding levels,
            int firstRow) {
        Page.Coding coding = encoding == Encoding.PLAIN
                ? Page.Coding.PLAIN
                : encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY
                        ? Page.Coding.DICTIONARY
                        : Page.Coding.OTHER;
        String problem = "";
        if (coding == Page.Coding.OTHER || levels != Encoding.RLE) {
            problem = "the encoding " + (coding == Page.Coding.OTHER ? encoding : levels)
                    + " of the column is not supported: write it again with plain or dictionary encoding (pyarrow:"
                    + " use_dictionary=True, or use_dictionary=False with column_encoding='PLAIN')";
        } else if (rows > MOST) {
            problem = String.format(Locale.ROOT, "a page of %,d rows exceeds the limit of %,d", rows, MOST);
        } else if (levelBytes < 0 || levelBytes > header.getCompressed_page_size()) {
            problem = "the file is damaged: the levels of a page end after it";
        }
        return new Page(
                firstRow,
                rows,
                offset,
                header.getCompressed_page_size(),
                header.getUncompressed_page_size(),
                layout,
                levelBytes,
                compressed,
                coding,
                problem);
    }

    /** The number of the page of a row; empty if there is none. */
    Optional<Integer> pageOf(int row) {
        int low = 0;
        int high = pages.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pages.get(middle).firstRow() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return row < rows ? Optional.of(low) : Optional.empty();
    }

    /** In the order of their rows. */
    List<Page> pages() {
        return pages;
    }

    Page page(int number) {
        return pages.get(number);
    }

    /** Rows of pages before it among {@link #dictionaryPages}. */
    int rank(int number) {
        return ranks.get(number);
    }

    /** Pages whose values are in the dictionary, without those that cannot be read. */
    List<Page> dictionaryPages() {
        return pages.stream().filter(PageIndex::isNumbered).toList();
    }

    Optional<Page> dictionary() {
        return Optional.ofNullable(dictionary);
    }

    /** Why rows have no page; empty if all have one. */
    String damage() {
        return damage;
    }
}
