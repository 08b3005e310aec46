package org.halfspace.regions;

import java.util.List;
import org.halfspace.spi.Column;

/** The region of one class, with its certificates. */
public record ClassRegionRow(
        @Column("The class") int classIndex,
        @Column("What its region is") Region region,
        @Column("Whether its region has interior") boolean argmaxable,
        @Column("Whether its region has interior and is bounded") boolean bounded,
        @Column("How the verdict was found") Method method,
        @Column("Whether the verdict has a certificate that stands its check") boolean certified,
        @Column("Whether a verdict of emptiness was proved in rational arithmetic") Boolean exact,
        @Column("Dimension of the lineality space of the region within the domain") Integer linealityDimension,
        @Column("Dimension of the recession cone of the region within the domain") Integer recessionDimension,
        @Column(
                        value =
                                "How much the bias may drop before the class wins nowhere; what is missing where negative",
                        unit = "logits")
                Double biasSlack,
        @Column(value = "Radius of the largest ball inside the region and the domain", unit = "hidden") Double inradius,
        @Column(
                        "Where the inradius is infinite on R^l: radius of a ball about a direction of length 1 inside the recession cone")
                Double coneInradius,
        @Column("What the radius of such a ball cannot exceed") Double coneInradiusBound,
        @Column(value = "A point at which the class wins", unit = "hidden") double[] witness,
        @Column("A direction of length 1 along which the region is unbounded") double[] direction,
        @Column("The classes of the certificate of emptiness or boundedness") int[] certificateClasses,
        @Column(
                        "Of a certificate of emptiness: whole numbers in the proportion of the convex combination that bars the class")
                List<String> weights,
        @Column("Of a certificate of boundedness: positive multiples of the differences of weights")
                double[] multiples) {

    /** The row without its witness point and direction, which can be found again. */
    ClassRegionRow withoutVectors() {
        return new ClassRegionRow(
                classIndex,
                region,
                argmaxable,
                bounded,
                method,
                certified,
                exact,
                linealityDimension,
                recessionDimension,
                biasSlack,
                inradius,
                coneInradius,
                coneInradiusBound,
                null,
                null,
                certificateClasses,
                weights,
                multiples);
    }
}
