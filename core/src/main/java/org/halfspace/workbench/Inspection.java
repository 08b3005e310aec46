package org.halfspace.workbench;

import java.util.List;
import java.util.Locale;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.Column;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.Agreement;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelDescription;

/** What {@code inspect} says of a model. */
public record Inspection(
        @Column("The file") String file,
        @Column("Its format") String format,
        @Column("Who wrote it") String producer,
        @Column("Its operator set") String opset,
        @Column("How many weights and biases the whole model has") long parameters,
        @Column("What it takes") Input input,
        @Column("The hidden vectors h = g(x)") Hidden hidden,
        @Column("m, the number of classes") int classes,
        @Column("The softmax layer (W, b)") Head head,
        @Column("The original graph against g followed by (W, b)") Split agreement,
        @Column("Whether g can be differentiated") boolean differentiable,
        @Column("Operators that stand in the way of that") List<String> unsupportedOperators,
        @Column("What was chosen and why") List<String> notes) {

    /** What a model takes. */
    public record Input(
            @Column("The graph's name of it") String name,
            @Column("The shape that the graph declares, batch first; -1 where it is open") List<Long> shape,
            @Column("The shape of one sample here, channels first") List<Integer> sample,
            @Column(value = "The least value of a pixel", unit = "pixels") double lower,
            @Column(value = "The greatest value of a pixel", unit = "pixels") double upper,
            @Column("What was put in front of the graph") String preprocessing) {}

    /** The hidden vectors. */
    public record Hidden(
            @Column("The tensor's name") String tensor,
            @Column("l, the number of features") int size,
            @Column("Where hidden vectors lie: real, nonnegative or box:LO,HI") String domain) {}

    /** The softmax layer. */
    public record Head(
            @Column("The operator of the last affine layer") String kind,
            @Column("The node's name") String node,
            @Column("How its weights are stored") String precision,
            @Column("Rank of W at the tolerance of stored weights") int rank,
            @Column("Rank of the centred W at the same tolerance") int centredRank) {}

    /** The proof that the split is right. */
    public record Split(
            @Column("On how many inputs") int samples,
            @Column("On which inputs") String inputs,
            @Column("Largest difference, over max(1, largest logit)") double maxRelativeDifference,
            @Column("What was compared: logits or probabilities") String compared) {}

    /** Inspects a model. */
    public static Inspection of(Subject subject) {
        Classifier classifier = subject.classifier();
        ModelDescription found = classifier.description();
        InputSpec input = classifier.input();
        return new Inspection(
                found.file().toString(),
                found.format(),
                found.producer(),
                found.opset(),
                found.parameters(),
                new Input(
                        input.name(),
                        input.graphShape(),
                        input.shape(),
                        input.lower(),
                        input.upper(),
                        input.preprocessing()),
                new Hidden(
                        found.hiddenTensor(),
                        subject.head().hiddenSize(),
                        subject.head().domain().toString()),
                subject.head().classes(),
                new Head(
                        found.headKind(),
                        found.headNode(),
                        subject.head().precision().name().toLowerCase(Locale.ROOT),
                        HeadGeometry.of(subject).rank(),
                        HeadGeometry.of(subject).centredRank()),
                found.agreement().map(Inspection::split).orElse(null),
                classifier.gradient().isPresent(),
                classifier.unsupportedOperators(),
                found.notes());
    }

    private static Split split(Agreement agreement) {
        return new Split(
                agreement.samples(), agreement.inputs(), agreement.maxRelativeDifference(), agreement.compared());
    }
}
