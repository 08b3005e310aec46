package org.halfspace.spi.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.pf4j.ExtensionPoint;

/**
 * Reads models of one format. Thread-safe; built once per process; every {@link #load} gives a new classifier, which its
 * caller closes.
 */
public interface ModelLoader extends ExtensionPoint {

    /** The format's name, unique among loaders: {@code "onnx"}. */
    String name();

    /**
     * Whether this file looks like the loader's own, from its name and first bytes. Cheap, and never throws: a damaged file
     * of the right kind is recognised, so that {@link #load} can say what is wrong with it.
     */
    boolean recognises(FileProbe probe);

    /**
     * Reads a model and proves the split.
     *
     * @throws InputException if the file is not a model of this format, or not a classifier that ends in a softmax layer
     * @throws IOException if the file cannot be read
     */
    Classifier load(Request request) throws IOException;

    /**
     * The names that {@link ModelOptions#head} may have, in the order of the network: for whoever has to choose one. Opens no
     * network.
     *
     * @param file a file that {@link #recognises} holds for the loader's own
     * @return nothing, as here, where there is nothing to choose
     * @throws InputException if the file is not a model of this format
     * @throws IOException if the file cannot be read
     */
    default List<String> layers(Path file) throws IOException {
        return List.of();
    }

    /**
     * What is to be loaded.
     *
     * @param file the file
     * @param options how to read it
     * @param data gives the user's samples for an input of this shape (channels first), to prove the split on beside random
     *     inputs; empty where the user gave none. May be called more than once, and reads the samples once
     */
    record Request(Path file, ModelOptions options, Function<List<Integer>, Optional<Dataset>> data) {}
}
