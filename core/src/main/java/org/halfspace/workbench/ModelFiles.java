package org.halfspace.workbench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;

/** Opens model files with the loader that they belong to. Immutable. */
public final class ModelFiles {
    private final Collection<ModelLoader> loaders;

    /** Opens files with these loaders. */
    public ModelFiles(Collection<ModelLoader> loaders) {
        this.loaders = List.copyOf(loaders);
    }

    /**
     * Opens a model.
     *
     * @param file the model
     * @param options model options by name, as texts; they go before those of the file beside the model
     * @param data gives the user's samples for an input shape
     * @return a classifier, to be closed by the caller
     * @throws InputException if the model cannot be used
     */
    public Classifier open(Path file, Map<String, String> options, Function<List<Integer>, Optional<Dataset>> data) {
        FileProbe probe = FileProbe.of(file);
        ModelLoader loader = loader(probe);
        Map<String, String> values = options(file, options);
        ModelOptions bound = new ParameterSchema<>(ModelOptions.class).bind(values);
        try {
            return loader.load(new ModelLoader.Request(file, bound, data));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * The names that the option {@code head} may have for a model.
     *
     * @throws InputException if the model cannot be read
     */
    public List<String> layers(Path file) {
        FileProbe probe = FileProbe.of(file);
        try {
            return loader(probe).layers(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private ModelLoader loader(FileProbe probe) {
        return new Choice<>("model format", loaders, ModelLoader::name, one -> one.recognises(probe)).of(probe);
    }

    private static InputException unreadable(Path file, IOException e) {
        return new InputException("the model cannot be read", e).where(file).found(e.getMessage());
    }

    /** The options that a model is read with: those that are given, then those of the file beside the model. */
    public static Map<String, String> options(Path file, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>(ModelSidecar.read(file));
        values.putAll(given);
        return values;
    }
}
