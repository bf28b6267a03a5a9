import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;

/**
 * Reads the files of each folder below the first argument again and again in one thread, warm, and prints a line a folder: its name
 * and the milliseconds that a file took.
 */
public class Loop {
    static final long WARM = 4_000, MEASURED = 3_000; // ms a folder

    public static void main(String[] args) throws Exception {
        AutoDetectParser parser = new AutoDetectParser();
        try (var folders = Files.list(Path.of(args[0]))) {
            for (Path folder : folders.sorted().toList()) {
                List<byte[]> files = new ArrayList<>();
                try (var list = Files.list(folder)) {
                    for (Path file : list.toList()) {
                        files.add(Files.readAllBytes(file));
                    }
                }
                loop(parser, files, WARM);
                System.out.printf("%s %.3f%n", folder.getFileName(), loop(parser, files, MEASURED));
            }
        }
    }

    static double loop(AutoDetectParser parser, List<byte[]> files, long ms) throws Exception {
        long begun = System.nanoTime(), n = 0;
        while (System.nanoTime() - begun < ms * 1_000_000) {
            for (byte[] file : files) {
                parser.parse(new ByteArrayInputStream(file), new BodyContentHandler(-1), new Metadata(), new ParseContext());
                n++;
            }
        }
        return (System.nanoTime() - begun) / 1e6 / n;
    }
}
