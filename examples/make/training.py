# SPDX-License-Identifier: Apache-2.0
"""What train_mlp.py and train_cnn.py share: data, training, export.

Images are float32 tensors of shape (N, 1, 28, 28) with values in [0, 1], labels
are int64 tensors of shape (N,).
"""

import argparse

import torch
from torch import nn

import render_glyphs

OPSET = 17


def tensors(name):
    """Renders the set called name and returns it as (images, labels)."""
    images, labels = render_glyphs.render_set(name)
    return (torch.from_numpy(images).unsqueeze(1).float() / 255,
            torch.from_numpy(labels).long())


def train(model, images, labels, epochs, rate=1e-3, batch=64, decay=1e-4):
    """Trains model in place to put out logits, with cross-entropy and AdamW.

    The learning rate rises to `rate` and falls again over one cycle.
    """
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=decay)
    steps = -(-len(images) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=rate, epochs=epochs, steps_per_epoch=steps)
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for chosen in torch.randperm(len(images)).split(batch):
            loss = nn.functional.cross_entropy(model(images[chosen]),
                                               labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(chosen)
        print(f"epoch {epoch + 1:2d}  mean loss {total / len(images):.5f}")
    model.eval()


@torch.no_grad()
def accuracy(model, images, labels):
    """Returns the share of images whose largest output is their label."""
    hits = sum((model(x).argmax(1) == y).sum().item()
               for x, y in zip(images.split(500), labels.split(500)))
    return hits / len(images)


def export(model, path, output_name):
    """Writes model to path as ONNX; the batch axis is left open."""
    torch.onnx.export(
        model, torch.zeros(1, 1, 28, 28), path, opset_version=OPSET,
        input_names=["image"], output_names=[output_name],
        dynamic_axes={"image": {0: "batch"}, output_name: {0: "batch"}})


def run(build, epochs, output_name, head=None):
    """Trains the model that build() returns and exports it, as a script.

    head, where given, is put behind the trained model in the exported file.
    The path of that file is the only command-line argument.
    """
    parser = argparse.ArgumentParser(description="Train and export to ONNX.")
    parser.add_argument("file", help="where to write the .onnx file")
    path = parser.parse_args().file
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(7)
    images, labels = tensors("train")
    model = build()
    train(model, images, labels, epochs)
    print(f"training accuracy {accuracy(model, images, labels):.4f}")
    print(f"test accuracy     {accuracy(model, *tensors('test')):.4f}")
    export(nn.Sequential(*model, head) if head else model, path, output_name)
