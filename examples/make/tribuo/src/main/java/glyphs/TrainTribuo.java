// SPDX-License-Identifier: Apache-2.0
package glyphs;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Trains a multinomial logistic regression on glyph images and exports it to ONNX.
 *
 * <p>Usage: {@code TrainTribuo TRAIN_FOLDER TEST_FOLDER FILE.onnx}, where the folders hold the
 * gzipped IDX files that render_glyphs.py writes.
 */
public final class TrainTribuo {

    private static final int PIXELS = 28 * 28;
    private static final int CLASSES = 10;
    private static final int EPOCHS = 15;
    private static final int BATCH = 16;
    private static final long SEED = 7;

    private TrainTribuo() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("usage: TrainTribuo TRAIN TEST FILE.onnx");
        }
        MutableDataset<Label> training = read(Path.of(args[0]), "train");
        MutableDataset<Label> test = read(Path.of(args[1]), "test");
        var trainer =
                new LinearSGDTrainer(
                        new LogMulticlass(), new AdaGrad(0.05), EPOCHS, -1, BATCH, SEED);
        LinearSGDModel model = (LinearSGDModel) trainer.train(training);
        requireNaturalOrder(model);
        System.out.printf("training accuracy %.4f%n", accuracy(model, training));
        System.out.printf("test accuracy     %.4f%n", accuracy(model, test));
        model.saveONNXModel("glyphs", 1, Path.of(args[2]));
    }

    private static double accuracy(Model<Label> model, MutableDataset<Label> data) {
        return new LabelEvaluator().evaluate(model, data).accuracy();
    }

    /** Reads the set called {@code name}; grey levels 0 to 255 become features in [0, 1]. */
    private static MutableDataset<Label> read(Path folder, String name) throws IOException {
        var factory = new LabelFactory();
        var data =
                new MutableDataset<>(
                        new SimpleDataSourceProvenance("glyphs-" + name, factory), factory);
        String[] names = new String[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            names[i] = featureName(i);
        }
        try (DataInputStream images = open(folder, name, "images-idx3");
                DataInputStream labels = open(folder, name, "labels-idx1")) {
            images.skipNBytes(4);
            int count = images.readInt();
            images.skipNBytes(8);
            labels.skipNBytes(8);
            for (int n = 0; n < count; n++) {
                byte[] pixels = images.readNBytes(PIXELS);
                double[] values = new double[PIXELS];
                for (int i = 0; i < PIXELS; i++) {
                    values[i] = Byte.toUnsignedInt(pixels[i]) / 255.0;
                }
                data.add(example(labels.readUnsignedByte(), names, values));
            }
        }
        return data;
    }

    private static DataInputStream open(Path folder, String name, String kind)
            throws IOException {
        Path file = folder.resolve("glyphs-" + name + "-" + kind + "-ubyte.gz");
        return new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))));
    }

    private static Example<Label> example(int digit, String[] names, double[] values) {
        return new ArrayExample<>(new Label(Integer.toString(digit)), names, values);
    }

    /** Names pixel {@code i}, counted row by row; Tribuo sorts features by their names. */
    private static String featureName(int i) {
        return String.format("pixel%03d", i);
    }

    /**
     * Fails unless column i of the model's input is pixel i and column k of its output is digit k.
     *
     * <p>Tribuo numbers features and labels by itself, and its ONNX file has no place for names.
     */
    private static void requireNaturalOrder(Model<Label> model) {
        for (int i = 0; i < PIXELS; i++) {
            if (model.getFeatureIDMap().getID(featureName(i)) != i) {
                throw new IllegalStateException("feature out of order: " + featureName(i));
            }
        }
        for (int k = 0; k < CLASSES; k++) {
            if (model.getOutputIDInfo().getID(new Label(Integer.toString(k))) != k) {
                throw new IllegalStateException("label out of order: " + k);
            }
        }
    }
}
