package org.halfspace.parallelism;

import java.util.List;
import org.halfspace.spi.Column;

/** Two decision boundaries and the angle between them. */
public record ParallelPairRow(
        @Column("The two classes of the first boundary, from 0, ascending") List<Integer> first,
        @Column("The two classes of the second boundary, from 0, ascending") List<Integer> second,
        @Column(value = "The angle between the two normals, at most a right angle", unit = "radians") double angle,
        @Column("The cosine of that angle, signed as the normals w_i - w_j are for i < j") double cosine,
        @Column("The class that both boundaries have in common; null where there is none") Integer sharedClass,
        @Column("Whether the stored weights make them exactly parallel") boolean parallel,
        @Column(
                        value =
                                "An angle below this cannot be told from 0, given how the weights were rounded for storage",
                        unit = "radians")
                double storageAngle) {}
