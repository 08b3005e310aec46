package org.halfspace.experiment.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.halfspace.spi.InputException;

/** Reads YAML as a tree of texts with lines. What a text means is for others to say: {@code 8/255} stays as it is. */
final class YamlTree {
    private YamlTree() {}

    /**
     * Reads a document.
     *
     * @throws InputException if it is not YAML, or uses anchors
     */
    static Node read(String text, Path file) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                return new Node.Mapping(List.of(), 1);
            }
            Node root = node(parser, file);
            if (parser.nextToken() != null) {
                throw new InputException("the file has several documents")
                        .where(file + ", line " + line(parser))
                        .expected("one document")
                        .hint("remove the line ---");
            }
            return root;
        } catch (JacksonException e) {
            throw new InputException("the file is not YAML", e)
                    .where(file + ", line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()))
                    .found(e.getOriginalMessage()
                            .lines()
                            .filter(line -> !line.startsWith(" "))
                            .collect(Collectors.joining(", ")));
        } catch (IOException e) {
            throw new InputException("the file cannot be read", e).where(file).found(e.getMessage());
        }
    }

    private static Node node(JsonParser parser, Path file) throws IOException {
        int line = line(parser);
        boolean anchored = parser.getObjectId() != null || (parser instanceof YAMLParser yaml && yaml.isCurrentAlias());
        if (anchored) {
            throw new InputException("anchors and aliases are not known here")
                    .where(file + ", line " + line)
                    .hint("put the value under variables: and write ${name}");
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            List<Node.Entry> entries = new ArrayList<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                int at = line(parser);
                String key = parser.currentName();
                parser.nextToken();
                entries.add(new Node.Entry(key, at, node(parser, file)));
            }
            return new Node.Mapping(List.copyOf(entries), line);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser, file));
            }
            return new Node.Sequence(List.copyOf(items), line);
        }
        boolean nothing = parser.currentToken() == JsonToken.VALUE_NULL;
        return new Node.Scalar(nothing ? "" : parser.getText(), line);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
