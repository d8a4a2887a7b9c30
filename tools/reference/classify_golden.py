"""Golden files for the classifiers of pixio-eval: weighted k-NN in torch, logistic regression in scikit-learn.

Features are random and overlap, so that accuracy is below 100 %. The k-NN follows the published protocol (cosine
similarity, votes of exp(similarity / 0.07), summed per class), implemented here from that description.
"""

from __future__ import annotations

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from golden import ROOT, save, versions

FOLDER = ROOT / "pixio-eval" / "src" / "test" / "resources" / "golden"
TEMPERATURE = 0.07


def clusters(generator, rows, dimension, classes, spread, centres):
    labels = torch.arange(rows) % classes
    return centres[labels] + spread * torch.randn(rows, dimension, generator=generator), labels


def knn(train, train_labels, test, k, classes):
    """Summed votes [M, classes] in float64, from all similarities at once and a loop over neighbours."""
    train = torch.nn.functional.normalize(train.double(), dim=1)
    test = torch.nn.functional.normalize(test.double(), dim=1)
    similarity = test @ train.T
    nearest = similarity.argsort(dim=1, descending=True, stable=True)[:, :k]
    votes = torch.zeros(len(test), classes, dtype=torch.float64)
    for row in range(len(test)):
        for neighbour in nearest[row].tolist():
            votes[row, train_labels[neighbour]] += torch.exp(similarity[row, neighbour] / TEMPERATURE)
    return votes


def hits(votes, labels, depth):
    order = votes.argsort(dim=1, descending=True, stable=True)[:, :depth]
    return int((order == labels[:, None]).any(dim=1).sum())


def knn_file():
    generator = torch.Generator().manual_seed(11)
    classes, dimension = 7, 12
    centres = torch.randn(classes, dimension, generator=generator)
    train, train_labels = clusters(generator, 210, dimension, classes, 1.6, centres)
    test, test_labels = clusters(generator, 70, dimension, classes, 1.6, centres)
    # Ties: the same image several times in a class, one whose features are zero, and test images that are in train.
    train[1], train[8], train[15] = train[1], train[1], train[1]
    train[50] = 0
    test[3], test[4] = train[3], train[4]
    tensors = {"train": train, "train_labels": train_labels, "test": test, "test_labels": test_labels}
    metadata = {"classes": str(classes)}
    for k in (1, 10, 20, 100, 200):  # a class has 30 images
        votes = knn(train, train_labels, test, k, classes)
        tensors[f"votes.{k}"] = votes.float()
        metadata[f"top1.{k}"] = str(hits(votes, test_labels, 1))
        metadata[f"top5.{k}"] = str(hits(votes, test_labels, min(5, k)))
    save(FOLDER / "knn.safetensors", tensors, **metadata, versions=versions("torch"))


def logistic_file():
    generator = torch.Generator().manual_seed(12)
    classes, dimension = 5, 16
    centres = torch.randn(classes, dimension, generator=generator)
    train, train_labels = clusters(generator, 400, dimension, classes, 1.8, centres)
    test, test_labels = clusters(generator, 2000, dimension, classes, 1.8, centres)
    tensors = {"train": train, "train_labels": train_labels, "test": test, "test_labels": test_labels}
    metadata = {"classes": str(classes)}
    x = (train.double() - train.double().mean(0)) / train.double().std(0, unbiased=False)
    y = (test.double() - train.double().mean(0)) / train.double().std(0, unbiased=False)
    for decay in (1e-3, 1e-1):
        model = LogisticRegression(C=1 / (decay * len(x)), tol=1e-10, max_iter=10000)
        model.fit(x.numpy(), train_labels.numpy())
        # The mean cross entropy plus half the decay times the squared weights, as scikit-learn divides by C.
        chosen = model.predict_log_proba(x.numpy())[np.arange(len(x)), train_labels.numpy()]
        objective = -chosen.mean() + decay / 2 * (model.coef_**2).sum()
        tensors[f"weights.{decay:g}"] = torch.from_numpy(model.coef_).float()
        metadata[f"objective.{decay:g}"] = repr(float(objective))
        metadata[f"correct.{decay:g}"] = str(int((model.predict(y.numpy()) == test_labels.numpy()).sum()))
    save(FOLDER / "logistic.safetensors", tensors, **metadata, versions=versions("torch", "scikit-learn"))


if __name__ == "__main__":
    torch.set_num_threads(1)
    knn_file()
    logistic_file()
