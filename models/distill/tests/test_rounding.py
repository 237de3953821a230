"""Whole numbers that change least what a matrix makes of real texts."""
import numpy as np
import torch

from encoder import Encoder, Student
from quantize import quantize
from rounding import TOP, round_matrix, round_student


def inputs(count: int, dims: int) -> torch.Tensor:
    """Correlated, as the numbers of a state are."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(count, 6, generator=generator) @ torch.randn(6, dims, generator=generator) + 0.2 * torch.randn(count, dims, generator=generator)


def plain(weight: torch.Tensor) -> torch.Tensor:
    numbers, scale = quantize(weight.numpy(), 0, TOP)
    return torch.from_numpy(numbers * scale[:, None])


def test_what_a_matrix_makes_changes_less_than_where_each_weight_is_rounded_by_itself():
    x, weight = inputs(500, 40), torch.randn(20, 40, generator=torch.Generator().manual_seed(1))
    rounded = round_matrix(weight, x.T @ x)
    error, other = ((x @ (found - weight).T).square().mean().item() for found in (rounded, plain(weight)))
    assert error < 0.6 * other


def test_the_exported_numbers_are_the_rounded_ones():
    x, weight = inputs(500, 40), torch.randn(20, 40, generator=torch.Generator().manual_seed(1))
    rounded = round_matrix(weight, x.T @ x)
    assert torch.allclose(plain(rounded), rounded, atol=1e-6)
    assert np.allclose(quantize(rounded.numpy(), 0, TOP)[1], quantize(weight.numpy(), 0, TOP)[1])


def test_a_student_is_rounded_nearer_to_itself():
    torch.manual_seed(2)
    exact, calibrated, each = (Student(Encoder(2, 48, 12, 96, 200), 16).eval() for _ in range(3))
    for copy in (calibrated, each):
        copy.load_state_dict(exact.state_dict())
    ids = torch.randint(3, 200, (300, 12), generator=torch.Generator().manual_seed(3))
    mask = torch.arange(12) < torch.randint(4, 13, (300, 1), generator=torch.Generator().manual_seed(4))
    round_student(calibrated, [(ids[:200], mask[:200])])
    with torch.inference_mode():
        for layer in each.encoder.layers:
            for name in ("query", "key", "value", "output", "up", "down"):
                getattr(layer, name).weight.copy_(plain(getattr(layer, name).weight.detach()))
        found = [1 - (model(ids[200:], mask[200:]) * exact(ids[200:], mask[200:])).sum(1).mean().item() for model in (calibrated, each)]
    assert found[0] < 0.8 * found[1]
