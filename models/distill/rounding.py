"""Rounding of the student's matrices to the whole numbers of the exported file so that what a matrix makes of real texts changes least, and not each weight by itself.

Columns are rounded one after the other; what is lost in one is made good in those that are not rounded yet, as far as their inputs go with its own (GPTQ, arXiv
2210.17323). Layers from the first to the last, each on what the rounded ones before it make of the texts. The largest number of each row stays what it was, and with
it the row's scale, so that graph.py finds the very same numbers.
"""
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from encoder import Student

TOP = 64         # of the whole numbers, as graph.py has them
DAMPING = 0.01   # share of the inputs' mean square that is added to each: keeps directions that no text has from costing anything
# Matrices of a layer that read the same, in the order in which a text goes through them.
GROUPS = (("query", "key", "value"), ("output",), ("up",), ("down",))


def round_matrix(weight: Tensor, products: Tensor, top: int = TOP) -> Tensor:
    """[out, in] -> whole numbers times one scale a row; `products` [in, in] is the sum of the inputs' outer products."""
    w = weight.double().clone()
    largest = w.abs().argmax(1)
    scale = (w.abs().amax(1) / top).clamp_min(1e-12)
    h = products.double() + DAMPING * products.diagonal().double().mean() * torch.eye(len(products), dtype=torch.double)
    order = torch.argsort(h.diagonal(), descending=True)  # the strongest inputs while there is most to make it good with
    w, h, place = w[:, order], h[order][:, order], torch.argsort(order)[largest]
    inverse = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(h)), upper=True)
    numbers, sign = torch.empty_like(w), torch.sign(w.gather(1, place[:, None]))[:, 0]
    for column in range(w.shape[1]):
        rounded = (w[:, column] / scale).round().clamp(-top, top)
        numbers[:, column] = torch.where(place == column, sign * top, rounded)
        error = (w[:, column] - numbers[:, column] * scale) / inverse[column, column]
        w[:, column + 1:] -= error[:, None] * inverse[column, column + 1:]
    return (numbers * scale[:, None])[:, torch.argsort(order)].to(weight.dtype)


class Products:
    """Sums the outer products of what a linear layer reads, without padding."""

    def __init__(self) -> None:
        self.sum: Tensor | int = 0
        self.mask: Tensor | None = None

    def __call__(self, _: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        x = inputs[0].reshape(-1, inputs[0].shape[-1])
        x = x if self.mask is None else x[self.mask.flatten()]
        self.sum = self.sum + x.T @ x


@torch.inference_mode()
def round_student(student: Student, batches: Sequence[tuple[Tensor, Tensor | None]]) -> None:
    """In place; `batches` are ids [B, T] and masks of texts such as it will read."""
    for layer in student.encoder.layers:
        for group in GROUPS:
            found = Products()
            hook = getattr(layer, group[0]).register_forward_pre_hook(found)
            for ids, mask in batches:
                found.mask = mask
                student.encoder(ids, mask)
            hook.remove()
            for name in group:
                matrix = getattr(layer, name).weight
                matrix.copy_(round_matrix(matrix, found.sum))
