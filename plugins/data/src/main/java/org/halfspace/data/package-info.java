/**
 * Readers of samples: IDX, CSV, NumPy, CIFAR binary, folders of images. Each reader turns its file into one array of raw
 * numbers; {@link org.halfspace.data.SampleArray} gives it axes and a scale.
 */
package org.halfspace.data;
