package org.halfspace.regions;

import org.halfspace.spi.Column;

/** How far one sample's hidden vector is from the end of its region, within the domain. */
public record SampleRow(
        @Column("The sample") int sample,
        @Column("Its label") Integer label,
        @Column("Its class") int predicted,
        @Column(value = "Lead of the largest logit over the second", unit = "logits") double margin,
        @Column(value = "Distance to the end of its region in L1", unit = "hidden") double distanceL1,
        @Column("The class beyond") int nearestL1,
        @Column(value = "Distance to the end of its region in L2: the largest ball", unit = "hidden") double distanceL2,
        @Column("The class beyond") int nearestL2,
        @Column(value = "Distance to the end of its region in L-infinity", unit = "hidden") double distanceLinf,
        @Column("The class beyond") int nearestLinf) {}
