"""The losses both students share. Shapes: B texts or pairs of a batch, d dims, M targets in the bank."""
import torch
from torch import Tensor
from torch.nn import functional as F

SHORT = 64      # the first dims that must work alone (Matryoshka)
EQUAL = 0.95    # cosine of targets above which two passages are no negatives of each other


def distance(student: Tensor, target: Tensor, short: int = SHORT) -> Tensor:
    """Mean of |s - t|^2, and a quarter of the same on the first `short` dims, renormalised."""
    cut = (F.normalize(student[:, :short], dim=-1) - F.normalize(target[:, :short], dim=-1)).square().sum(1).mean()
    return (student - target).square().sum(1).mean() + 0.25 * cut


def no_negatives(queries: Tensor, passages: Tensor, targets: Tensor) -> Tensor:
    """[B, B] bool, the diagonal not: equal query, equal passage (both [B] ids), or passages of nearly equal target [B, d]."""
    same = (queries[:, None] == queries[None, :]) | (passages[:, None] == passages[None, :]) | (targets @ targets.T > EQUAL)
    return same.fill_diagonal_(False)


def nearest(targets: Tensor, count: int, rows: int = 1024) -> Tensor:
    """[N, count]: of each row of [N, d], `count` of the others whose cosine is highest and not above EQUAL; N above `count`. Where fewer are not equal, equal ones follow."""
    out = []
    for start in range(0, len(targets), rows):
        cosines = targets[start:start + rows] @ targets.T
        own = torch.arange(len(cosines), device=targets.device)
        cosines = torch.where(cosines > EQUAL, cosines - 4, cosines)
        cosines[own, start + own] = -9
        out.append(cosines.topk(count).indices)
    return torch.cat(out)


def contrast(q: Tensor, p: Tensor, bank: Tensor, same: Tensor, own_target: Tensor, temperature: float) -> Tensor:
    """InfoNCE: queries [B, d] against the batch's passages and a bank [M, d] of targets; and passages against queries.

    `same` [B, B] marks what is no negative; bank rows too near to the own target are none either.
    """
    scores = (q @ p.T / temperature).masked_fill(same, -1e4)
    far = (q @ bank.T / temperature).masked_fill(own_target @ bank.T > EQUAL, -1e4)
    own = torch.arange(len(q), device=q.device)
    return (F.cross_entropy(torch.cat([scores, far], 1), own) + F.cross_entropy(scores.T, own)) / 2
