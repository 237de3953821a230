import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import save_file

from export_rival import mpnet, mpnet_state
from mpnet import bucket, load_mpnet

LONGEST = 160


def test_near_positions_have_buckets_of_their_own_in_each_direction() -> None:
    assert bucket(np.arange(-7, 8)).tolist() == [7, 6, 5, 4, 3, 2, 1, 0, 17, 18, 19, 20, 21, 22, 23]


def test_far_positions_share_buckets_and_the_furthest_the_last() -> None:
    far = bucket(np.arange(8, LONGEST))
    assert (np.diff(far) >= 0).all() and far[0] == 24
    assert (far[128 - 8:] == 31).all()
    assert (bucket(-np.arange(8, LONGEST)) == far - 16).all()


def random_model() -> torch.nn.Module:
    """transformers' MPNet, small, with random weights."""
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(4)
    config = transformers.MPNetConfig(vocab_size=60, hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96,
                                      max_position_embeddings=200, hidden_dropout_prob=0, attention_probs_dropout_prob=0, layer_norm_eps=1e-5)
    theirs = transformers.MPNetModel(config, add_pooling_layer=False).eval()
    for parameter in theirs.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    return theirs


def test_equals_transformers_with_and_without_padding(tmp_path) -> None:
    theirs = random_model()
    np.savez(tmp_path / "weights.npz", **{name: value.numpy() for name, value in theirs.state_dict().items()})
    ours = load_mpnet(tmp_path / "weights.npz").eval()
    ids = torch.randint(2, 60, (3, 150), generator=torch.Generator().manual_seed(5))
    lengths = torch.tensor([150, 97, 8])
    mask = torch.arange(150)[None, :] < lengths[:, None]
    padded = ids.masked_fill(~mask, 1)
    with torch.inference_mode():
        expected = theirs(input_ids=padded, attention_mask=mask.long()).last_hidden_state
        found = ours(padded, mask)
        for row, length in enumerate(lengths):
            assert torch.allclose(found[row, :length], expected[row, :length], atol=2e-5)
        assert torch.allclose(ours(ids), theirs(input_ids=ids).last_hidden_state, atol=2e-5)


def test_the_graph_that_the_bench_reads_equals_torchs(tmp_path) -> None:
    save_file(random_model().state_dict(), tmp_path / "model.safetensors")
    session = onnxruntime.InferenceSession(mpnet(mpnet_state(tmp_path / "model.safetensors"), heads=4).SerializeToString())
    ids = torch.randint(2, 60, (1, 150), generator=torch.Generator().manual_seed(6))
    with torch.inference_mode():
        expected = load_mpnet(tmp_path / "model.safetensors").eval()(ids).numpy()
    found = session.run(None, {"input_ids": ids.numpy(), "attention_mask": np.ones((1, 150), np.int64)})[0]
    assert np.allclose(found, expected, atol=1e-4)
